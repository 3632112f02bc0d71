package import MNCore

/// What was read of an answer: a place of it, and the facts that rest on that.
package struct ReadMark: Hashable, Sendable {
    /// The part of the answer, from 0.
    package var block: Int
    /// The line of that part, from 0.
    package var line: Int
    /// What was read of the line; all of it if that is not found in it.
    package var quote: String
    /// The facts, each once.
    package var facts: [String]
}

/// A fact of the machine, and what it rests on.
package struct Reading: Hashable, Sendable {
    package var fact: String
    package var value: String?
    package var evidence: [Evidence]
    package var gaps: [Gap]
}

extension Hardware {
    /// Every fact with the lines that it was read from, in the order in which one would tell them.
    package var readings: [Reading] {
        var readings = [
            Self.reading("system", system) { $0.rawValue },
            Self.reading("processor", processor) { $0.rawValue },
            Self.reading("WSL2", isWSL) { $0 ? "yes" : "no" },
            Self.reading("installed memory", memory.installed) { "\($0)" },
            Self.reading("usable memory", memory.usable) { "\($0)" },
            Self.reading("board", board) { board in
                switch board {
                case .raspberryPi(let model): model
                case .other(let name): name ?? "no name"
                }
            },
        ]
        for (index, gpu) in gpus.enumerated() {
            let name = gpus.count > 1 ? "GPU \(index + 1)" : "GPU"
            readings += [
                Reading(fact: name, value: gpu.name, evidence: gpu.sighting, gaps: []),
                Self.reading("\(name) memory", gpu.memory) { "\($0)" },
                Self.reading("\(name) generation", gpu.generation) { $0 },
                Reading(
                    fact: "\(name) driver", value: gpu.driverVersion, evidence: gpu.driverEvidence,
                    gaps: []),
                Self.reading("CUDA of the driver", gpu.cuda) { "\($0)" },
                Self.reading("\(name) brand", gpu.brand) { $0 },
            ]
        }
        readings += [
            Self.reading("engine", engine) { $0.name },
            Self.reading("place of the engine", enginePlace) { place in
                switch place {
                case .here: "this machine"
                case .elsewhere(let host): host
                case .context(let name): "context \(name)"
                }
            },
            Self.reading("image of the runner", runner) { $0 == nil ? "none" : "there" },
            Self.reading("NVIDIA's toolkit", toolkit) { $0.map { "\($0.version)" } ?? "none" },
            Self.reading("Docker Desktop's GPU switch", desktopUsesGPU) {
                $0.map { $0 ? "on" : "off" } ?? "none"
            },
            Self.reading("capabilities", capabilities) { $0.joined(separator: ", ") },
        ]
        if let tegra {
            readings.append(
                Reading(
                    fact: "Jetson's system", value: tegra.release.map { "\($0)" },
                    evidence: tegra.evidence, gaps: []))
        }
        return readings.filter { !$0.evidence.isEmpty || !$0.gaps.isEmpty }
    }

    private static func reading<Value>(
        _ name: String, _ fact: Fact<Value>, _ words: (Value) -> String
    ) -> Reading {
        Reading(
            fact: name, value: fact.value.map(words), evidence: fact.evidence, gaps: fact.gaps)
    }
}

extension EventView {
    /// The places of this answer that facts were read from, by part and line.
    package func marks(_ readings: [Reading]) -> [ReadMark] {
        guard let access else { return [] }
        var marks: [ReadMark] = []
        for reading in readings {
            for evidence in reading.evidence where evidence.access == access {
                guard var mark = mark(evidence) else { continue }
                if let index = marks.firstIndex(where: {
                    ($0.block, $0.line, $0.quote) == (mark.block, mark.line, mark.quote)
                }) {
                    if !marks[index].facts.contains(reading.fact) {
                        marks[index].facts.append(reading.fact)
                    }
                } else {
                    mark.facts = [reading.fact]
                    marks.append(mark)
                }
            }
        }
        return marks.sorted { ($0.block, $0.line) < ($1.block, $1.line) }
    }

    /// Where in this answer a piece of evidence stands; nil if it says only that nothing was there.
    package func mark(_ evidence: Evidence) -> ReadMark? {
        guard evidence.access == access, !answer.isEmpty else { return nil }
        let block =
            evidence.place == "standard error"
            ? answer.firstIndex { $0.label == "standard error" } ?? 0 : 0
        let lines = answer[block].lines
        let quote = evidence.quote.trimmed
        let place = Self.number(in: evidence.place)
        if let place, lines.indices.contains(place - 1),
            quote.isEmpty || lines[place - 1].contains(quote)
        {
            return ReadMark(block: block, line: place - 1, quote: quote, facts: [])
        }
        if !quote.isEmpty, let line = lines.firstIndex(where: { $0.contains(quote) }) {
            return ReadMark(block: block, line: line, quote: quote, facts: [])
        }
        // The quote was put together, or a secret was taken out of it.
        guard let place, lines.indices.contains(place - 1) else {
            return lines.count == 1 ? ReadMark(block: block, line: 0, quote: "", facts: []) : nil
        }
        return ReadMark(block: block, line: place - 1, quote: "", facts: [])
    }

    /// The line of `line 3` and of `row 3, column 1`.
    private static func number(in place: String?) -> Int? {
        let words = place?.split { $0 == " " || $0 == "," } ?? []
        guard words.count > 1, words[0] == "line" || words[0] == "row" else { return nil }
        return Int(words[1])
    }
}
