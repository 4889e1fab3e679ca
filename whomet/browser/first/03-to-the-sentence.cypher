// 03. From an actor to the sentence: the actor with the most meetings, with claims and briefs
MATCH (a:Actor)-[:ATTENDED]->(m:Meeting)
WITH a, count(m) AS meetings
ORDER BY meetings DESC, a.id
LIMIT 1
MATCH (a)-[role:ATTENDED]->(m:Meeting)<-[about:ABOUT]-(c:Claim)<-[states:STATES]-(b:Brief)
WHERE role.asserted
RETURN a, role, m, about, c, states, b
LIMIT 10
