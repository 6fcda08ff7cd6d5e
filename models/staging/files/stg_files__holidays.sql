{{ staged('files', 'holidays') }}
