// 02. The latest meetings: who was there, and where
MATCH (m:Meeting {status: 'occurred'})
WHERE m.begin_earliest IS NOT NULL
WITH m
ORDER BY m.begin_earliest DESC, m.id
LIMIT 8
MATCH (m)-[role:ATTENDED|HOSTED|AT]-(x)
WHERE role.asserted
RETURN m, role, x
