import MNCore

/// Compares bodies that come in parts, whatever the parts.
enum StreamComparison {
    private static let volatileKeys: Set<String> = [
        "id", "created", "timings", "created_at", "prompt_tokens_details",
    ]

    /// Server-sent events; recorded ones may have been left out.
    static func events(
        _ own: String, _ expected: String, _ exchange: RecordedExchange
    ) -> String? {
        let isShort = exchange.isCut || exchange.ending != nil
        return lists(
            own.split(separator: "\n").map(event), expected.split(separator: "\n").map(event),
            isShort: isShort)
    }

    /// Lines of JSON with times in them; of those with progress only the last counts.
    static func lines(
        _ own: String, _ expected: String, _ exchange: RecordedExchange
    ) -> String? {
        let sides = [own, expected].map { text in
            text.split(separator: "\n").map(event)
        }
        if exchange.headers["Content-Type"] == "application/x-ndjson" {
            let lasts = sides.map { $0.last ?? "" }
            let layers = sides.map { lines in
                Set(
                    lines.filter { $0.contains("pulling") }.compactMap {
                        $0.split(separator: "\"").dropFirst(6).first
                    })
            }
            return lasts[0] == lasts[1] && layers[0] == layers[1]
                ? nil : "\(lasts[0]) after \(layers[0]), recorded \(lasts[1]) after \(layers[1])"
        }
        return lists(sides[0], sides[1], isShort: false)
    }

    private static func lists(_ own: [String], _ expected: [String], isShort: Bool) -> String? {
        if isShort {
            var rest = own[...]
            for line in expected {
                guard let index = rest.firstIndex(of: line) else { return "no event \(line)" }
                rest = rest[(index + 1)...]
            }
            return nil
        }
        for (left, right) in zip(own, expected) where left != right {
            return "event \(left), recorded \(right)"
        }
        return own.count == expected.count
            ? nil : "\(own.count) events, recorded \(expected.count)"
    }

    /// An event without its volatile members.
    private static func event(_ line: Substring) -> String {
        let start = line.hasPrefix("data: ") ? 6 : 0
        guard let value = try? JSON.parse(String(line.dropFirst(start))) else {
            return String(line)
        }
        let text = stripped(value).text(.canonical)
        return String(line.prefix(start)) + TextComparison.normalised(text)
    }

    private static func stripped(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): .array(elements.map(stripped))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map {
                        ($0.key, volatileKeys.contains($0.key) ? .null : stripped($0.value))
                    }))
        default: value
        }
    }

    /// The lines of a pull or push: which progress is shown may differ, what it is about may not.
    static func pull(
        _ own: String, _ expected: String, _ exchange: RecordedExchange
    ) -> String? {
        let left = Progress(own)
        let right = Progress(expected)
        let isShort = exchange.ending != nil
        if left.total != right.total, !right.layers.isEmpty {
            return "total \(left.total), recorded \(right.total)"
        }
        if isShort ? !right.layers.isSubset(of: left.layers) : left.layers != right.layers {
            return "layers \(left.layers), recorded \(right.layers)"
        }
        if isShort { return nil }
        if left.finished != right.finished {
            return "finished \(left.finished), recorded \(right.finished)"
        }
        return left.rest == right.rest ? nil : "ends \(left.rest), recorded \(right.rest)"
    }

    /// What the lines of a pull amount to.
    private struct Progress {
        var total = 0
        var layers: Set<String> = []
        var finished: Set<String> = []
        /// All lines that are not about a layer.
        var rest: [String] = []

        init(_ text: String) {
            for line in text.split(separator: "\n") {
                let plain = String(line).replacing("&#34;", with: "\"")
                guard let value = try? JSON.parse(plain), let layer = value["layer"],
                    let id = layer["id"]?.string
                else {
                    rest.append(TextComparison.normalised(String(line)))
                    continue
                }
                total = value["total"]?.integer ?? 0
                layers.insert("\(id) \(layer["size"]?.integer ?? 0)")
                if layer["size"] == layer["current"] { finished.insert(id) }
            }
        }
    }
}
