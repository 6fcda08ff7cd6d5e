{{ staged('servicenow', 'incident_history') }}
