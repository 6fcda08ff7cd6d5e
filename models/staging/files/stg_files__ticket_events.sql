{{ staged('files', 'ticket_events') }}
