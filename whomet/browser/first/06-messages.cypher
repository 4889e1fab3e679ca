// 06. Messages: who sent them, who carried them, to whom
MATCH (m:Message {status: 'occurred'})-[role:SENT|CARRIED|ADDRESSED_TO|DELIVERED_AT]-(x)
WHERE role.asserted
RETURN m, role, x
LIMIT 60
