{{ staged('files', 'sla_policies') }}
