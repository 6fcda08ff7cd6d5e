{{ staged('files', 'portal_sessions') }}
