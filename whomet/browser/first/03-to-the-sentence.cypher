// 03. From an actor to the sentence: the one with most meetings, claims and briefs
MATCH (a:Actor)-[:ATTENDED]->(m:Meeting)
WITH a, count(m) AS meetings
ORDER BY meetings DESC, a.id
LIMIT 1
MATCH (a)-[role:ATTENDED]->(m:Meeting)<-[about:ABOUT]-(c:Claim)<-[states:STATES]-(b:Brief)
WHERE role.asserted
RETURN a, role, m, about, c, states, b
LIMIT 10
