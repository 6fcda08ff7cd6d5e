{{ staged('files', 'article_views') }}
