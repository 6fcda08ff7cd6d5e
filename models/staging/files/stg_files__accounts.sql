{{ staged('files', 'accounts') }}
