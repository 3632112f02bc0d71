/// A JSON value together with its place, read strictly: each accessor throws at the value that is wrong.
package struct JSONField: Sendable {
    package let value: JSON
    private let place: JSONPlace

    package init(_ value: JSON, at pointer: JSONPointer = JSONPointer()) {
        self.init(value, JSONPlace(pointer))
    }

    fileprivate init(_ value: JSON, _ place: JSONPlace) {
        self.value = value
        self.place = place
    }

    /// Where it lies.
    package var pointer: JSONPointer { place.pointer }

    /// A fault at this value.
    package func fault(_ problem: JSONFault.Problem) -> JSONFault {
        JSONFault(problem, at: pointer)
    }

    private func wrongKind(_ wanted: String) -> JSONFault {
        fault(.wrongKind(wanted: wanted, found: value.kind))
    }

    package func string() throws(JSONFault) -> String {
        guard let text = value.string else { throw wrongKind("a string") }
        return text
    }

    /// A string with something in it.
    package func nonEmptyString() throws(JSONFault) -> String {
        let text = try string()
        if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            throw fault(.outOfRange(wanted: "some text", found: "an empty string"))
        }
        return text
    }

    package func bool() throws(JSONFault) -> Bool {
        guard let flag = value.bool else { throw wrongKind("true or false") }
        return flag
    }

    package func integer(in range: ClosedRange<Int> = Int.min...Int.max) throws(JSONFault) -> Int {
        guard let number = value.integer else { throw wrongKind("an integer") }
        guard range.contains(number) else {
            throw fault(
                .outOfRange(
                    wanted: "\(range.lowerBound) to \(range.upperBound)", found: String(number)))
        }
        return number
    }

    package func number(in range: ClosedRange<Double>) throws(JSONFault) -> Double {
        guard let number = value.double else { throw wrongKind("a number") }
        guard range.contains(number) else {
            throw fault(
                .outOfRange(
                    wanted: "\(range.lowerBound) to \(range.upperBound)", found: "\(number)"))
        }
        return number
    }

    package func array() throws(JSONFault) -> [JSONField] {
        guard let elements = value.array else { throw wrongKind("an array") }
        let container = JSONPlace.Container(place)
        return elements.enumerated().map { JSONField($1, JSONPlace(.element($0), in: container)) }
    }

    package func strings() throws(JSONFault) -> [String] {
        var texts: [String] = []
        for element in try array() { texts.append(try element.nonEmptyString()) }
        return texts
    }

    /// Texts of which some may be empty, such as the words of a command.
    package func texts() throws(JSONFault) -> [String] {
        var texts: [String] = []
        for element in try array() { texts.append(try element.string()) }
        return texts
    }

    /// A name to print and compare: some text without control characters, at most 200 bytes.
    package func name() throws(JSONFault) -> String {
        let text = try nonEmptyString()
        if text.utf8.count > 200 { throw fault(.breaksRule("longer than 200 bytes")) }
        // Most names are plain, which takes no table to see.
        if !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }),
            text.unicodeScalars.contains(where: \.isControl)
        {
            throw fault(.breaksRule("contains a control character"))
        }
        return text
    }

    /// One of a closed set of words.
    package func word<Word: RawRepresentable & CaseIterable>(
        _ type: Word.Type
    ) throws(JSONFault) -> Word where Word.RawValue == String {
        let text = try string()
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault(.outOfRange(wanted: "one of \(known)", found: "'\(text)'"))
        }
        return word
    }

    /// The members of an object that has no key but `keys`.
    package func object(keys: [String]) throws(JSONFault) -> JSONMembers {
        let members = try anyObject()
        for member in members.object.members where !keys.contains(member.key) {
            throw JSONFault(.unknownKey(member.key, known: keys), at: pointer.appending(member.key))
        }
        return members
    }

    /// The members of an object, whatever their keys.
    package func anyObject() throws(JSONFault) -> JSONMembers {
        guard let object = value.object else { throw wrongKind("an object") }
        return JSONMembers(object, JSONPlace.Container(place))
    }
}

/// The members of a JSON object together with their places.
package struct JSONMembers: Sendable {
    package let object: JSONObject
    private let container: JSONPlace.Container

    package init(object: JSONObject, pointer: JSONPointer) {
        self.init(object, JSONPlace.Container(JSONPlace(pointer)))
    }

    fileprivate init(_ object: JSONObject, _ container: JSONPlace.Container) {
        self.object = object
        self.container = container
    }

    /// Where the object lies.
    package var pointer: JSONPointer { container.place.pointer }

    /// All members in order.
    package var all: [(key: String, field: JSONField)] {
        object.members.map {
            ($0.key, JSONField($0.value, JSONPlace(.member($0.key), in: container)))
        }
    }

    /// The member of this key, or nil if there is none.
    package func optional(_ key: String) -> JSONField? {
        object[key].map { JSONField($0, JSONPlace(.member(key), in: container)) }
    }

    /// The value of a key that is there and not null.
    package func stated(_ key: String) -> JSONField? {
        optional(key).flatMap { $0.value == .null ? nil : $0 }
    }

    /// The member of this key, which must be there.
    package func required(_ key: String) throws(JSONFault) -> JSONField {
        guard let field = optional(key) else { throw JSONFault(.missingKey(key), at: pointer) }
        return field
    }

    /// A fault at the object itself.
    package func fault(_ problem: JSONFault.Problem) -> JSONFault {
        JSONFault(problem, at: pointer)
    }
}

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
    ///
    /// - Parameters:
    ///   - plain: the words that stand alone.
    ///   - detailed: the words that need more.
    package func choice(
        _ plain: [String], detailed: [String] = []
    ) throws(JSONFault) -> (word: String, more: JSONField) {
        let words = plain + detailed
        if case .string(let word) = value {
            guard words.contains(word) else { throw unknown(word, words) }
            if plain.contains(word) { return (word, self) }
            throw fault(.breaksRule("'\(word)' needs more: {\"\(word)\": …}"))
        }
        let members = try anyObject()
        guard let only = members.all.first, members.all.count == 1 else {
            throw fault(.breaksRule("needs exactly one of \(words.joined(separator: ", "))"))
        }
        guard words.contains(only.key) else { throw only.field.unknown(only.key, words) }
        if detailed.contains(only.key) { return (only.key, only.field) }
        throw only.field.fault(.breaksRule("'\(only.key)' is a word that stands alone"))
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
