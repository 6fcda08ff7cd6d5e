{{ staged('files', 'survey_responses') }}
