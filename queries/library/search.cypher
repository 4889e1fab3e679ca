// title = "Search"
// question = "Which briefs say these words, and where in their text?"
// why = """
// The full text of all briefs, in any language and script: what is said of somebody, and also what
// is annotated as an event of nobody yet. Each brief with the words around those found, and the
// people, places and topics named there.
// """
// parameters = [
//   "text", "actor", "place", "topic", "since", "until", "on", "known_by", "source", "limit",
// ]
// passages = true
// caveats = [
//   "All words must occur in the title or the text, in any order and in exactly this form, whatever their case and accents. Put a phrase between quotation marks; bread* finds all words that begin so, -bread leaves out what has the word, and OR stands between two of which one is enough. Other signs only part words.",
//   "where_in_text is the sentence in which most of the words occur, the first of several, with the words between « and »; quotes has every sentence with one of them, or the title where only that has. starts and ends are where the words found are in the text, in code points, the end exclusive.",
//   "names are those whom the brief mentions, first those in these sentences; event has what is annotated there.",
//   "Briefs come in order of publication, which is what --since and --until are about.",
//   "In Neo4j Browser where_in_text is the beginning of the text, and names and event are those of the complete brief.",
// ]
// example = 'whomet ask search --text "joint statement"'
//
// [parameter.text]
// type = "words"
// required = true
// help = 'What to look for: words that must all occur, "a phrase", begin*, -without, this OR that.'
//
// [parameter.actor]
// many = true
// help = "Briefs that mention this actor."
//
// [parameter.place]
// many = true
// help = "Briefs that mention this place or anything within it."
//
// [parameter.topic]
// many = true
// help = "Briefs that mention this topic, person, organization or place."
//
// [parameter.since]
// help = "Briefs published on or after the first day of this date."
//
// [parameter.until]
// help = "Briefs published on or before the last day of this date."
//
// [parameter.on]
// help = "Briefs published within this date: a day, month, year …"
//
// [parameter.source]
// many = true
// help = "Briefs of this publisher."
//
// [parameter.limit]
// help = "At most this many briefs."
//
// [columns]
// brief = "the id of the brief"
// published = "when it was published"
// source = "by whom"
// where_in_text = "the words around those found"
// "names[]" = "whom and what the brief mentions, those near the words first"
// "event[]" = "ids of the events that are reported there"

{% macro is_asked_for() %}
b.published <= known_by
AND ($since IS NULL OR b.published >= $since)
AND ($until IS NULL OR b.published <= $until)
AND ($source IS NULL OR b.source IN $source)
AND (
  $actor IS NULL
  OR EXISTS {
    MATCH (b)-[:MENTIONS]->(x)
    WHERE {{ is_given("actor", "x.id") }}
  }
)
AND (
  $topic IS NULL
  OR EXISTS {
    MATCH (b)-[:MENTIONS]->(x)
    WHERE {{ is_given("topic", "x.id") }}
  }
)
AND (
  $place IS NULL
  OR EXISTS {
    MATCH (b)-[:MENTIONS]->(:{{ Place }})-[:WITHIN*0..]->(x)
    WHERE {{ is_given("place", "x.id") }}
  }
)
{% endmacro %}

// Without a brief there may be no index yet, and the procedure would fail.
MATCH (any:Brief)
// Of many thousand briefs that have the words, those of a search without conditions are not read.
WITH
  coalesce($known_by, date('9999-12-31')) AS known_by,
  $known_by IS NULL AND $since IS NULL AND $until IS NULL AND $source IS NULL
    AND $actor IS NULL AND $topic IS NULL AND $place IS NULL AS unconditional
LIMIT 1
// The first of them by publication are not after the day by which as many of the best have come
// that meet the conditions: sorting those up to it is enough, and all are counted meanwhile.
CALL () {
  WITH 1000 AS most
  WHERE $limit <= most
  CALL db.index.fulltext.queryNodes('brief_words', $text, {limit: most}) YIELD node
  WITH most, collect(node) AS found
  // Of fewer nothing is saved.
  RETURN collect(CASE WHEN size(found) = most THEN found END) AS best
}
CALL (known_by, unconditional, best) {
  UNWIND head(best) AS b
  WITH b, known_by, unconditional
  WHERE
    CASE
      WHEN unconditional THEN true
      ELSE
        {{ is_asked_for() }}
    END
  WITH b.published AS day
  ORDER BY day
  SKIP coalesce($limit, 1) - 1
  LIMIT 1
  RETURN max(day) AS last_day
}
CALL db.index.fulltext.queryNodes('brief_words', $text) YIELD node AS b
WITH b, known_by, unconditional, last_day
WHERE
  CASE
    WHEN unconditional THEN true
    ELSE
      {{ is_asked_for() }}
  END
// limit
WITH
  count(*) AS all_rows,
  collect(CASE WHEN last_day IS NULL OR b.published <= last_day THEN b END) AS found
UNWIND found AS b
WITH b, all_rows
ORDER BY b.published, b.id
LIMIT coalesce($limit, 9223372036854775807)
RETURN
  b.id AS brief,
  b.published AS published,
  b.source AS source,
  left(b.text, 200) AS where_in_text,
  COLLECT {
    MATCH (b)-[m:MENTIONS]->(x)
    WITH x, min(coalesce(head(m.starts), size(b.text))) AS at
    RETURN x.name
    ORDER BY at, x.name, x.id
  } AS names,
  COLLECT {
    MATCH (b)-[m:MENTIONS]->(x)
    WITH x, min(coalesce(head(m.starts), size(b.text))) AS at
    RETURN x.id
    ORDER BY at, x.name, x.id
  } AS names_ids,
  [] AS starts,
  [] AS ends,
  COLLECT {
    MATCH (b)-[:STATES]->(:Claim)-[:ABOUT]->(e)
    RETURN DISTINCT e.id
    ORDER BY e.id
  } AS event,
  [b.id] AS briefs,
  [b.title] AS quotes,
  all_rows
ORDER BY b.published, b.id
