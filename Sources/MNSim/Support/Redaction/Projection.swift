import MNCore
import MNSim

/// A raw bundle made one in which nothing private stands; nothing is checked yet.
struct Projection {
    /// The bundle; its `removed` and `checks` are empty.
    let bundle: Bundle
    /// Why it cannot be read back, which is a fault of the redaction.
    let fault: JSONFault?
    private var redaction: TextRedaction
    private let lookAlikes: LookAlikes

    /// - Parameter open: places that are left as they are; only tests leave any.
    init(
        _ raw: Bundle, identity: Identity, environment: [String: String],
        vocabulary: Vocabulary = .standard, open: Set<JSONPointer> = []
    ) {
        var raw = raw
        raw.removed = []
        raw.checks = []
        let named = raw
        var lookAlikes = LookAlikes()
        // What has another shape with other words stays as it is, and has stand-ins all the same.
        raw = (try? Bundle(JSONField(lookAlikes.document(raw.json)))) ?? raw
        let identity = lookAlikes.identity(identity.without(wordsOf: raw, in: vocabulary))
        let environment = environment.mapValues { lookAlikes.text($0) }
        lookAlikes.isClosed = true
        self.lookAlikes = lookAlikes
        var told = BundleIdentity(raw, identity, environment)
        let bundle = told.redacted(raw)
        redaction = TextRedaction(told.redaction, vocabulary)
        let document = redaction.identity.secrets.masked(bundle.json)
        var sections = redaction.section(document)
        if redaction.words.isTorn {
            // A number turned out to be another thing than it had been taken for.
            let words = redaction.words.informed
            redaction = TextRedaction(told.redaction, vocabulary)
            redaction.words = words
            sections = redaction.section(document)
        }
        if !open.isEmpty { sections = sections.with(named.json, at: open) }
        do throws(JSONFault) {
            var result = try Bundle(JSONField(sections))
            result.settleLengths()
            self.bundle = result
            fault = nil
        } catch {
            self.bundle = Bundle(version: raw.version, day: raw.day)
            fault = error
        }
    }

    /// A text that the program printed on what was not redacted, as the bundle would tell it.
    func told(_ text: String) -> String {
        var (redaction, lookAlikes) = (redaction, lookAlikes)
        return redaction.text(lookAlikes.text(text))
    }
}

extension JSON {
    /// The document with the values of another at these places.
    fileprivate func with(
        _ other: JSON, at places: Set<JSONPointer>, _ here: JSONPointer = JSONPointer()
    ) -> JSON {
        if places.contains(here) { return other }
        switch (self, other) {
        case (.object(let mine), .object(let theirs)):
            return .object(
                JSONObject(
                    zip(mine.members, theirs.members).map { member, their in
                        (
                            member.key,
                            member.value.with(their.value, at: places, here.appending(member.key))
                        )
                    }))
        case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
            return .array(
                zip(mine, theirs).enumerated().map { index, pair in
                    pair.0.with(pair.1, at: places, here.appending(String(index)))
                })
        default: return self
        }
    }
}
