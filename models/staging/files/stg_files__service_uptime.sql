{{ staged('files', 'service_uptime') }}
