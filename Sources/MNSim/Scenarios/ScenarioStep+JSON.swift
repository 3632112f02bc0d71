import MNCore

// One step of a scenario as JSON; an example stands above the reader of the whole.
extension Scenario.Step {
    static let keys = [
        "afterSeconds", "files", "machineFaults", "runnerFaults", "callFaults", "killed", "run",
        "beside", "exit", "seconds", "stdout", "stderr",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        let words = try members.required("run")
        let line = try words.commandLine()
        guard line.first == "mn" else {
            throw words.fault(.breaksRule("the first word is 'mn'"))
        }
        arguments = Array(line.dropFirst())
        beside = try members.optional("beside").map { (other) throws(JSONFault) in
            let line = try other.commandLine()
            guard line.first == "mn" else {
                throw other.fault(.breaksRule("the first word is 'mn'"))
            }
            return Array(line.dropFirst())
        }
        pause = try members.optional("afterSeconds")?.seconds() ?? .zero
        files = try Scenario.files(members.optional("files"))
        faults = try Scenario.StepFaults(members)
        kill = try members.optional("killed").map { (field) throws(JSONFault) in
            try Scenario.Kill(field)
        }
        if kill != nil, let other = members.optional("beside") {
            throw other.fault(.breaksRule("a step with 'killed' has nothing beside it"))
        }
        expectation = Scenario.Expectation(
            exitCode: try members.optional("exit")?.integer(in: 0...255)
                ?? (kill == nil ? 0 : Scenario.Kill.exitCode),
            standardOutput: try Scenario.StreamExpectation(members.optional("stdout")),
            standardError: try Scenario.StreamExpectation(members.optional("stderr")),
            duration: try members.optional("seconds").map(Self.duration))
    }

    /// A number, or bounds.
    private static func duration(_ field: JSONField) throws(JSONFault) -> ClosedRange<Duration> {
        guard case .object = field.value else {
            let exact = try field.seconds()
            return exact...exact
        }
        let members = try field.object(keys: ["atLeast", "atMost"])
        let least = try members.optional("atLeast")?.seconds() ?? .zero
        let most = try members.required("atMost").seconds()
        guard least <= most else {
            throw field.fault(.breaksRule("'atLeast' is more than 'atMost'"))
        }
        return least...most
    }
}

extension Scenario.StreamExpectation {
    fileprivate init(_ field: JSONField?) throws(JSONFault) {
        guard let field else {
            self.init(.any)
            return
        }
        if case .array = field.value {
            let lines = try field.strings()
            self.init(lines.isEmpty ? .empty : .lines(lines))
            return
        }
        let members = try field.object(keys: ["contains", "lacks", "json"])
        let lacks = try members.optional("lacks")?.strings() ?? []
        switch (members.optional("contains"), members.optional("json")) {
        case (let contains?, nil):
            let parts = try contains.strings()
            if parts.isEmpty { throw contains.fault(.breaksRule("this would allow any text")) }
            self.init(.contains(parts), lacks: lacks)
        case (nil, let json?): self.init(.json(try Self.values(json)), lacks: lacks)
        case (nil, nil) where !lacks.isEmpty: self.init(.any, lacks: lacks)
        case (nil, nil): throw field.fault(.breaksRule("needs 'contains', 'json' or 'lacks'"))
        default: throw field.fault(.breaksRule("has 'contains' or 'json', not both"))
        }
    }

    private static func values(_ field: JSONField) throws(JSONFault) -> [JSONPointer: JSON] {
        var values: [JSONPointer: JSON] = [:]
        for (text, element) in try field.anyObject().all {
            guard let pointer = JSONPointer(parsing: text) else {
                throw element.fault(.breaksRule("'\(text)' is no JSON pointer"))
            }
            values[pointer] = element.value
        }
        if values.isEmpty { throw field.fault(.breaksRule("this would allow any document")) }
        return values
    }
}
