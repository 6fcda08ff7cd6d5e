{{ staged('files', 'ticket_events', {'change_number': 'cast(null as bigint)'}) }}
