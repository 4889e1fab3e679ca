// 04. The event with the most claims: what each brief says about it
MATCH (e:Event)<-[:ABOUT]-(c:Claim)
WITH e, count(c) AS claims
ORDER BY claims DESC, e.id
LIMIT 1
MATCH (e)<-[about:ABOUT]-(c:Claim)<-[states:STATES]-(b:Brief)
OPTIONAL MATCH (c)-[attributed:ATTRIBUTED_TO]->(source)
RETURN e, about, c, states, b, attributed, source
