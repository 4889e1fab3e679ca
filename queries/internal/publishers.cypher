// Who has published briefs.
MATCH (b:Brief)
RETURN DISTINCT b.source AS source
ORDER BY source
