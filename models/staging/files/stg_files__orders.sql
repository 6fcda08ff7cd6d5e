{{ staged('files', 'orders') }}
