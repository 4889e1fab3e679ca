// 08. Places, and the places that contain them
MATCH (p:Place)-[within:WITHIN]->(wider:Place)
RETURN p, within, wider
LIMIT 100
