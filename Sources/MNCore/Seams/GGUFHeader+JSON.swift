// How a trace tells a header: what it says of the model, and nothing else that is in the file.
extension GGUFHeader {
    /// A header, or why there is none, as the bytes of a document.
    package static func told(
        _ result: Result<GGUFHeader, GGUFFault>
    ) -> Result<[UInt8], FileFault> {
        let json: JSON
        switch result {
        case .success(let header): json = header.json
        case .failure(.file(let fault)): return .failure(fault)
        case .failure(.format(_, let offset, let problem)):
            json = ["byte": .integer(offset), "problem": problem.json]
        }
        return .success(Array(json.text(.canonical).utf8))
    }

    /// What such a document tells of a file.
    package init(told bytes: [UInt8], file: String) throws(GGUFFault) {
        let result: Result<GGUFHeader, GGUFFault>
        do {
            result = try Self.read(JSONField(try JSON.parse(bytes)), file)
        } catch {
            throw .format(file: file, offset: 0, .told("the trace does not tell the header"))
        }
        self = try result.get()
    }

    private static func read(
        _ field: JSONField, _ file: String
    ) throws(JSONFault) -> Result<GGUFHeader, GGUFFault> {
        let members = try field.anyObject()
        if let problem = members.optional("problem") {
            let offset = try members.required("byte").integer(in: 0...Int.max)
            return .failure(.format(file: file, offset: offset, try .init(problem)))
        }
        var header = GGUFHeader(
            version: try members.required("version").integer(in: 2...3),
            isBigEndian: try members.required("big_endian").bool())
        for (key, value) in try members.required("keys").each() {
            let members = try value.anyObject()
            header.places[key] = try members.required("byte").integer(in: 0...Int.max)
            header.metadata[key] = try Value(try members.required("value"))
        }
        for (name, value) in try members.required("tensors").each() {
            let members = try value.anyObject()
            header.tensors[name] = Tensor(
                bytes: try members.required("bytes").byteCount(),
                rows: try members.stated("row_count")?.count(),
                width: try members.required("row_size").count())
        }
        header.tensorBytes = try members.required("tensor_bytes").byteCount()
        header.tensorCount = try members.required("tensor_count").integer(in: 0...Int.max)
        header.blockCount = try members.required("block_count").integer(in: 0...1 << 20)
        header.quantization = try members.stated("quantization")?.string()
        return .success(header)
    }

    private var json: JSON {
        [
            "version": .integer(version), "big_endian": .bool(isBigEndian),
            "keys": .object(
                JSONObject(
                    metadata.sorted { $0.key < $1.key }.map { key, value in
                        (key, ["byte": .integer(places[key] ?? 0), "value": value.told])
                    })),
            "tensors": .object(
                JSONObject(
                    tensors.sorted { $0.key < $1.key }.map { name, tensor in
                        (
                            name,
                            [
                                "bytes": .integer(tensor.bytes),
                                "row_count": .integer(orNull: tensor.rows),
                                "row_size": .integer(tensor.width),
                            ]
                        )
                    })),
            "tensor_bytes": .integer(tensorBytes), "tensor_count": .integer(tensorCount),
            "block_count": .integer(blockCount), "quantization": .string(orNull: quantization),
        ]
    }
}

extension JSONField {
    /// The members of an object with names that anybody chose.
    fileprivate func each() throws(JSONFault) -> [(String, JSONField)] {
        let members = try anyObject()
        var result: [(String, JSONField)] = []
        for key in members.object.keys { result.append((key, try members.required(key))) }
        return result
    }

    fileprivate func count() throws(JSONFault) -> Count { Count(try integer(in: 0...Int.max)) }
}

extension GGUFHeader.Value {
    fileprivate var told: JSON {
        switch self {
        case .list(let count): ["count": .integer(count)]
        case .other(let what): ["other": .string(what)]
        default: json ?? .null
        }
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        switch field.value {
        case .integer(let value): self = .integer(value)
        case .bool(let value): self = .bool(value)
        case .string(let text): self = .text(text)
        case .array(let elements)
        where elements.contains { if case .bool = $0 { true } else { false } }:
            var values: [Bool] = []
            for element in try field.array() { values.append(try element.bool()) }
            self = .bools(values)
        case .array:
            var values: [Int] = []
            for element in try field.array() { values.append(try element.integer()) }
            self = .integers(values)
        default:
            let members = try field.anyObject()
            if let count = members.optional("count") {
                self = .list(try count.integer(in: 0...Int.max))
            } else {
                self = .other(try members.required("other").string())
            }
        }
    }
}

extension GGUFFault.Problem {
    /// What decides the fix is told apart; all else is words.
    fileprivate var json: JSON {
        switch self {
        case .cut: ["cut": true]
        case .version(let version): ["version": .integer(Int(clamping: version))]
        default: ["words": .string("\(self)")]
        }
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        if members.optional("cut") != nil {
            self = .cut
        } else if let version = members.optional("version") {
            self = .version(UInt32(clamping: try version.integer()))
        } else {
            self = .told(try members.required("words").string())
        }
    }
}
