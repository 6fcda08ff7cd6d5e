{{ staged('files', 'qa_reviews') }}
