// Briefs with their texts.
UNWIND $ids AS id
MATCH (b:Brief {id: id})
RETURN
  b.id AS id,
  b.title AS title,
  b.source AS source,
  b.published AS published,
  b.language AS language,
  b.url AS url,
  b.text AS text
ORDER BY b.published, b.id
