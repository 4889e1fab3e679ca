// 09. The most frequent topic, and who was involved
MATCH (t:Topic)<-[:CONCERNS]-(e:Event)
WITH t, count(e) AS events
ORDER BY events DESC, t.id
LIMIT 1
MATCH (t)<-[concerns:CONCERNS]-(e:Event)-[role]-(a:Actor)
WHERE concerns.asserted AND role.asserted
RETURN t, concerns, e, role, a
LIMIT 60
