// 10. What was denied, planned or cancelled, and according to whom
MATCH (e:Event)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
WHERE e.status <> 'occurred'
RETURN e.status AS status, e.name AS event, c.quote AS quote, b.name AS brief, b.published AS published
ORDER BY status, event, published
LIMIT 50
