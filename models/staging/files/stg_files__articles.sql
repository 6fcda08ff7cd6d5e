{{ staged('files', 'articles') }}
