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
