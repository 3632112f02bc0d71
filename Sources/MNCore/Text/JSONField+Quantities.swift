extension JSONField {
    /// A time span in seconds, not negative.
    package func seconds() throws(JSONFault) -> Duration {
        Seconds(min(try number(in: 0...1e12), 9e9)).duration
    }

    /// A size up to 1 PiB, so that sums of sizes can be held.
    package func byteCount() throws(JSONFault) -> ByteCount {
        ByteCount(try integer(in: 0...1 << 50))
    }

    /// One of several cases: a word, or an object with the word as its key and more as its value.
    package func choice(_ words: [String]) throws(JSONFault) -> (word: String, more: JSONField) {
        if case .string(let word) = value {
            guard words.contains(word) else { throw unknown(word, words) }
            return (word, self)
        }
        let members = try anyObject()
        guard let only = members.all.first, members.all.count == 1 else {
            throw fault(.breaksRule("needs exactly one of \(words.joined(separator: ", "))"))
        }
        guard words.contains(only.key) else { throw only.field.unknown(only.key, words) }
        return (only.key, only.field)
    }

    private func unknown(_ word: String, _ words: [String]) -> JSONFault {
        fault(
            .outOfRange(
                wanted: "one of \(words.joined(separator: ", "))", found: "'\(word)'"))
    }
}

extension JSON {
    /// A time span in seconds, as an integer where it is one.
    package static func seconds(_ duration: Duration) -> JSON { Seconds(duration).json }
}

extension JSONObject {
    /// Sets a member unless it says what is true anyway.
    package mutating func set<Value: Equatable>(
        _ key: String, _ value: Value, unless usual: Value, _ json: (Value) -> JSON
    ) {
        if value != usual { self[key] = json(value) }
    }
}
