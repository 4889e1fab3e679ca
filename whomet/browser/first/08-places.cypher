// 08. Places, and what they lie in
MATCH (p:Place)-[within:WITHIN]->(wider:Place)
RETURN p, within, wider
LIMIT 100
