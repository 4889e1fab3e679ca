// 07. Who held which position, in which organization
MATCH (holder)-[held:HELD]->(t:Tenure)-[in_or_as:AS|IN]->(x)
WHERE held.asserted AND in_or_as.asserted
RETURN holder, held, t, in_or_as, x
LIMIT 60
