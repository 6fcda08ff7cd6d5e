{{ staged('files', 'usage_events') }}
