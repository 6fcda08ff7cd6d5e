{{ staged('files', 'value_events') }}
