{{ staged('files', 'ticket_schedules') }}
