package import MNCore

/// Which column of a table tells which fact, and in what form.
///
///     {"schema": "mn.fleet.mapping/1",
///      "columns": {"system": "OS", "ram": {"column": "Memory", "unit": "MiB"},
///                  "gpu": {"column": "GPU", "separator": ";"}, "identity": ["Serial", "Name"]},
///      "constants": {"system": "windows"}, "missing": ["unknown"]}
package struct Mapping: Sendable {
    /// The format of the files; within it only optional keys are ever added.
    package static let schema = "mn.fleet.mapping/1"

    /// What a column can tell.
    enum Fact: String, CaseIterable {
        case system, arch, cpu, ram, gpu, driver, generation, model, virtual, tag, count
        case gpuMemory = "gpu_memory"
        case gpuMaker = "gpu_maker"
        case lastSeen = "last_seen"
        case record
    }

    /// What a size is told in.
    enum Unit: String, CaseIterable {
        case bytes = "B"
        case kibibytes = "KiB"
        case mebibytes = "MiB"
        case gibibytes = "GiB"
        case megabytes = "MB"
        case gigabytes = "GB"

        var bytes: Double {
            switch self {
            case .bytes: 1
            case .kibibytes: 0x1p10
            case .mebibytes: 0x1p20
            case .gibibytes: 0x1p30
            case .megabytes: 1e6
            case .gigabytes: 1e9
            }
        }
    }

    /// A column, or several of which the first with a value counts.
    struct Column: Sendable {
        var names: [String]
        var unit: Unit?
        /// Between the values of several GPUs in one field.
        var separator: String?
        /// What its words stand for.
        var words: [String: String] = [:]
        /// Whether a GPU that is not told is none.
        var isNoneIfMissing = false
        /// Whether the size was held in 32 bits, of bytes, whatever its unit.
        var isOf32Bits = false

        init(_ names: [String]) { self.names = names }
    }

    var columns: [Fact: Column] = [:]
    var identity: [String] = []
    /// What else names a machine or somebody, and does not tell machines apart.
    var nameColumns: [String] = []
    /// What holds of all rows.
    var constants: [Fact: String] = [:]
    /// What stands for nothing beside what always does, in small letters.
    var missing: Set<String> = []
    /// Whether a comma stands before the fraction of a number; nil if both may.
    var hasDecimalComma: Bool?
    /// Whether a row lists all GPUs of its machine.
    var listsAllGPUs = true
    /// Whether a machine has a row for each of its GPUs.
    var isByGPU = false
    /// Keys of JSON under which the rows stand.
    var lists: [String] = []
    /// What is said of every table of this kind.
    var assumed: [String] = []

    /// What always stands for nothing.
    static let nothing: Set<String> = [
        "", "-", "-1", "n/a", "na", "none", "null", "nil", "unknown", "[n/a]", "(null)",
        "not available",
        "not applicable", "undefined", "to be filled by o.e.m.", "default string",
        "system product name",
    ]
}

extension Mapping {
    /// Reads a mapping file.
    package static func read(
        _ bytes: [UInt8], name: String
    ) throws(DocumentFault) -> Mapping {
        try Document.read(bytes, kind: "mapping", name: name) { (field) throws(JSONFault) in
            try Mapping(field)
        }
    }

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: [
            "schema", "columns", "constants", "missing", "decimal", "lists_all_gpus", "row_per_gpu",
            "rows", "assumed",
        ])
        guard try members.required("schema").string() == Self.schema else {
            throw members.fault(.breaksRule("'schema' is not \(Self.schema)"))
        }
        for (key, value) in try members.required("columns").anyObject().all {
            if key == "identity" {
                identity = try value.names()
                continue
            }
            if key == "names" {
                nameColumns = try value.names()
                continue
            }
            columns[try value.fact(key, besides: ["identity", "names"])] = try Column(value)
        }
        for (key, value) in try members.optional("constants")?.anyObject().all ?? [] {
            constants[try value.fact(key)] = try value.name()
        }
        missing = Set(try members.optional("missing")?.texts().map { $0.lowercased() } ?? [])
        if let field = members.optional("decimal") {
            let mark = try field.string()
            guard [".", ","].contains(mark) else {
                throw field.fault(.outOfRange(wanted: "'.' or ','", found: "another mark"))
            }
            hasDecimalComma = mark == ","
        }
        listsAllGPUs = try members.optional("lists_all_gpus")?.bool() ?? true
        isByGPU = try members.optional("row_per_gpu")?.bool() ?? false
        lists = try members.optional("rows")?.names() ?? []
        assumed = try members.optional("assumed")?.strings() ?? []
        if columns.isEmpty { throw members.fault(.breaksRule("no column tells anything")) }
    }

    /// All columns that are asked for.
    var names: [String] { (columns.values.flatMap(\.names) + identity + nameColumns).uniqued() }
}

extension Mapping.Column {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        if field.value.object == nil {
            self.init(try field.names())
            return
        }
        let members = try field.object(keys: [
            "column", "unit", "separator", "words", "bits", "if_missing",
        ])
        self.init(try members.required("column").names())
        unit = try members.optional("unit")?.word(Mapping.Unit.self)
        separator = try members.optional("separator")?.nonEmptyOrBlank()
        for (word, meaning) in try members.optional("words")?.anyObject().all ?? [] {
            words[word.lowercased()] = try meaning.name()
        }
        if let field = members.optional("if_missing") {
            guard try field.string() == "none" else {
                throw field.fault(.outOfRange(wanted: "none", found: "another word"))
            }
            isNoneIfMissing = true
        }
        if let bits = members.optional("bits") {
            isOf32Bits = try bits.integer(in: 32...64) == 32
        }
    }
}

extension JSONField {
    /// A name, or several.
    fileprivate func names() throws(JSONFault) -> [String] {
        guard value.array != nil else { return [try name()] }
        var names: [String] = []
        for element in try array() { names.append(try element.name()) }
        return names
    }

    fileprivate func nonEmptyOrBlank() throws(JSONFault) -> String {
        let text = try string()
        if text.isEmpty { throw fault(.outOfRange(wanted: "some text", found: "an empty string")) }
        return text
    }

    /// - Parameter besides: the keys that may be there, too, and tell no fact.
    fileprivate func fact(
        _ key: String, besides others: [String] = []
    ) throws(JSONFault) -> Mapping.Fact {
        guard let fact = Mapping.Fact(rawValue: key) else {
            let known = Mapping.Fact.allCases.map(\.rawValue) + others
            throw JSONFault(.unknownKey(key, known: known), at: pointer)
        }
        return fact
    }
}
