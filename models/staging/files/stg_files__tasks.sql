{{ staged('files', 'tasks') }}
