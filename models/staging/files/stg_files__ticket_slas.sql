{{ staged('files', 'ticket_slas') }}
