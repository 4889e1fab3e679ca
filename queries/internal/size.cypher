// How many briefs there are; Neo4j keeps that number.
MATCH (b:Brief)
RETURN count(b) AS briefs
