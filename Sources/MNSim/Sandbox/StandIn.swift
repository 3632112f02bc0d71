package import MNCore
import MNSim

/// What a program that is not there says to those who run it.
package struct StandIn: Hashable, Sendable {
    /// An answer, and who gives it.
    package struct Answer: Hashable, Sendable {
        package var outcome: Outcome
        package var level: MachinePlan.Level

        package init(outcome: Outcome, level: MachinePlan.Level) {
            self.outcome = outcome
            self.level = level
        }
    }

    /// Where the simulated engine of the run is asked.
    package struct Engine: Hashable, Sendable {
        package var port: Int
        /// The path at which only this run's programs are answered.
        package var path: String
        /// The variable of the run that names its runner, which a real machine would not have.
        package var address: String

        package init(port: Int, path: String, address: String) {
            self.port = port
            self.path = path
            self.address = address
        }
    }

    package var machine: String
    /// The commands of this program that were recorded.
    package var recording: Recording
    /// Nil for a program that speaks to no engine.
    package var engine: Engine?

    package init(_ recording: Recording, on machine: String) {
        self.recording = recording
        self.machine = machine
    }

    /// The answer to a command line whose first word is the program, as the profile names it.
    package func answer(_ argv: [String]) -> Answer {
        if let outcome = recording[.command(argv)] {
            return Answer(outcome: outcome, level: .recorded)
        }
        if let outcome = QueryProjection.answer(argv, from: recording) {
            return Answer(outcome: outcome, level: .derived)
        }
        return Answer(outcome: .unrecorded, level: .unrecorded)
    }

    /// The sentence on standard error where nothing was recorded.
    ///
    /// - Parameter secrets: those of its variables.
    package static func complaint(
        _ argv: [String], on machine: String, secrets: Secrets
    ) -> String {
        secrets.masked("mn sim exec: not recorded on \(machine): \(CommandWords.line(argv))\n")
    }
}

// As a file, which the program itself reads.
extension StandIn {
    package static let schema = "mn.stand-in/1"

    package var json: JSON {
        var members: JSONObject = [
            "schema": .string(Self.schema), "machine": .string(machine),
            "evidence": recording.json,
        ]
        if let engine {
            members["engine"] = [
                "port": .integer(engine.port), "path": .string(engine.path),
                "address": .string(engine.address),
            ]
        }
        return .object(members)
    }

    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> StandIn {
        try Document.read(bytes, kind: "stand-in", name: name) { (field) throws(JSONFault) in
            let members = try field.object(keys: ["schema", "machine", "evidence", "engine"])
            try members.requireSchema(schema)
            var standIn = StandIn(
                try Recording(try members.required("evidence")),
                on: try members.required("machine").string())
            if let field = members.optional("engine") {
                let engine = try field.object(keys: ["port", "path", "address"])
                standIn.engine = Engine(
                    port: try engine.required("port").integer(in: 1...65535),
                    path: try engine.required("path").string(),
                    address: try engine.required("address").string())
            }
            return standIn
        }
    }
}

/// A line of the log that stand-ins write: what was asked of them, and who answered.
package struct StandInLine: Hashable, Sendable {
    package var argv: [String]
    package var level: MachinePlan.Level

    package init(argv: [String], level: MachinePlan.Level) {
        self.argv = argv
        self.level = level
    }

    package var text: String {
        JSON.object(["argv": .strings(argv), "level": .string(level.rawValue)]).text(.canonical)
            + "\n"
    }

    /// The lines of a log; what is none of ours is passed over, since the program may write there, too.
    package static func all(in bytes: [UInt8]) -> [StandInLine] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let json = try? JSON.parse(Array(line)),
                let argv = json["argv"]?.array?.compactMap(\.string),
                let level = json["level"]?.string.flatMap(MachinePlan.Level.init)
            else { return nil }
            return StandInLine(argv: argv, level: level)
        }
    }
}
