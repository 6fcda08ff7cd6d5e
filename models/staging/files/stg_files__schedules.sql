{{ staged('files', 'schedules') }}
