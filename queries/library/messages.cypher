// title = "Messages"
// question = "Who sent which message to whom, and who carried it?"
// why = """
// Messages go from an author through carriers to a recipient; each row is one message with its
// whole chain.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "A message without a date or place of its own has those of the event it was delivered at.",
// ]
// example = 'whomet ask messages --actor "Khamenei"'
// anchors = ["actor", "with", "place", "topic"]
// entry = "Message of {senders}[ to {recipients}]"
// edges = ["senders", "carriers", "recipients"]
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Messages that this actor sent, received or carried."
//
// [parameter.with]
// many = true
// help = "Messages that this actor sent, received or carried as well."
//
// [columns]
// "senders[]" = "from whom"
// "recipients[]" = "to whom"
// "carriers[]" = "through whom"
// form = "written, oral, letter or phone"
// delivered_at = "the meeting or visit at which it was delivered"
// "where[]" = "where it took place, as far as a brief or the visit it was part of says"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// "topics[]" = "what it was about"
// certainty = "how certain: that of the strongest claim that says so"

{% set events = Message %}
{{ events_asked(events, events.participants) }}
{{ fillers(
  events,
  senders=events.sender,
  recipients=events.recipient,
  carriers=events.participants - events.sender - events.recipient,
  deliveries=events.occasions,
  places=events.places,
  topics=events.topics
) }}
WITH *
WHERE
  {{ among("actor", "senders + recipients + carriers") }}
  AND {{ among("with", "senders + recipients + carriers") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, senders, recipients, carriers, deliveries, places, topics
{{ first_rows("e.begin_earliest, e.id") }}
{{ evidence() }}
RETURN
  {{ names("senders") }} AS senders,
  {{ names("recipients") }} AS recipients,
  {{ names("carriers") }} AS carriers,
  e.form AS form,
  head(deliveries).name AS delivered_at,
  {{ names("places") }} AS where,
  e.when AS when,
  date_match,
  {{ names("topics") }} AS topics,
  certainty,
  {{ ids_of_all(senders="senders", recipients="recipients", carriers="carriers") }},
  head(deliveries).id AS delivered_at_id,
  {{ ids_of_all(where="places", topics="topics") }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
