{{ staged('files', 'ticket_messages') }}
