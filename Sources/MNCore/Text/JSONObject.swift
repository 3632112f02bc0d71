/// The members of a JSON object, in order; no two have the same key.
///
/// Keys are compared by their scalars. Finding one takes the same time however many there are.
package struct JSONObject: Sendable {
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSON

        package static func == (left: Self, right: Self) -> Bool {
            left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
        }
    }

    package private(set) var members: [Member] = []
    /// Where each key stands, once there are so many that looking at each would take long.
    private var index: [Bytes: Int]?

    private static let fewMembers = 16

    /// Creates an object; of two members with one key the later replaces the earlier.
    package init(_ members: [(String, JSON)] = []) {
        for (key, value) in members { self[key] = value }
    }

    package var keys: [String] { members.map(\.key) }

    /// The value of a key; setting nil removes the member, setting a new key appends it.
    package subscript(key: String) -> JSON? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                index = nil
                indexMany()
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Whether there is a member of this key.
    package func contains(_ key: String) -> Bool { position(of: key) != nil }

    /// Adds a member whose key is known to be new.
    package mutating func append(_ key: String, _ value: JSON) {
        members.append(Member(key: key, value: value))
        if index == nil { indexMany() } else { index?[Bytes(text: key)] = members.count - 1 }
    }

    /// This object with `other` laid over it: objects member by member, anything else replaced.
    package func merging(_ other: JSONObject) -> JSONObject {
        var result = self
        for member in other.members {
            var value = member.value
            if case .object(let mine)? = result[member.key], case .object(let theirs) = value {
                value = .object(mine.merging(theirs))
            }
            result[member.key] = value
        }
        return result
    }

    private func position(of key: String) -> Int? {
        let key = Bytes(text: key)
        if let index { return index[key] }
        return members.firstIndex { Bytes(text: $0.key) == key }
    }

    private mutating func indexMany() {
        guard members.count > Self.fewMembers else { return }
        index = Dictionary(
            uniqueKeysWithValues: members.enumerated().map { (Bytes(text: $1.key), $0) })
    }

    /// A key that equals only what is written as the same bytes.
    private struct Bytes: Hashable {
        var text: String

        static func == (left: Bytes, right: Bytes) -> Bool {
            // Texts of the same bytes are equal for the library too, which finds most that are not much faster.
            left.text == right.text && left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members == right.members
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}

// Documents of which a few parts are replaced; what is not is not copied.
extension JSONObject {
    /// The object with what `change` gives for its members; nil if that is nothing.
    func changed(
        _ change: (_ member: Member) -> (key: String, value: JSON)?
    ) -> JSONObject? {
        var changes: [Int: (String, JSON)] = [:]
        for (index, member) in members.enumerated() { changes[index] = change(member) }
        if changes.isEmpty { return nil }
        return JSONObject(members.enumerated().map { changes[$0] ?? ($1.key, $1.value) })
    }
}

extension [JSON] {
    /// The elements with what `change` gives for them; nil if that is nothing.
    func changed(_ change: (_ index: Int, _ element: JSON) -> JSON?) -> [JSON]? {
        var result: [JSON]?
        for (index, element) in enumerated() {
            guard let shown = change(index, element) else { continue }
            result = result ?? self
            result?[index] = shown
        }
        return result
    }
}
