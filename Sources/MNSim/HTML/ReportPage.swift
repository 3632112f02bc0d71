package import MNCore

/// A report as a page: what came of a run, what stands in the way, what is not known, and all of it.
///
/// Each kind of run makes it of the value that it prints as text and as a document; nothing is judged for it.
package struct ReportPage: Sendable {
    /// How something stands; told by a word and a shape beside the colour.
    package enum Tone: Int, Hashable, Sendable, CaseIterable {
        case good, warning, failed, unknown, plain
    }

    /// A label and what it says.
    package struct Detail: Hashable, Sendable {
        package var label: String
        package var text: String

        package init(_ label: String, _ text: String) {
            self.label = label
            self.text = text
        }
    }

    /// How many of all, and what of them.
    package struct Count: Hashable, Sendable {
        package var count: Int
        package var words: String
        package var tone: Tone

        package init(_ count: Int, _ words: String, _ tone: Tone = .plain) {
            self.count = count
            self.words = words
            self.tone = tone
        }
    }

    /// A bar of parts that add up to a whole.
    package struct Bar: Hashable, Sendable {
        package var name: String
        /// In the order of the legend.
        package var counts: [Int]
        /// What stands beside it.
        package var note: String

        package init(_ name: String, _ counts: [Int], note: String = "") {
            self.name = name
            self.counts = counts
            self.note = note
        }
    }

    /// A part of the page.
    package enum Part: Sendable {
        /// The largest first, each as a share of the same whole.
        case counts([Count], of: Int, unit: String)
        /// A row a bar; the legend names the parts of all.
        case bars([Bar], of: String, legend: [(word: String, tone: Tone)])
        case details([Detail])
        case sentences([String])
        case grid(ReportGrid)
    }

    package struct Section: Sendable {
        package var title: String
        /// A sentence below the title; empty if there is none.
        package var note: String
        package var part: Part

        package init(_ title: String, note: String = "", _ part: Part) {
            self.title = title
            self.note = note
            self.part = part
        }
    }

    /// What was run, such as `mn fleet verdict`.
    package var kind: String
    /// What came of it, in a sentence.
    package var verdict: String
    package var tone: Tone
    /// What there is in all; empty if the sentence says it.
    package var summary = ""
    /// Why this is not the whole, or not what it seems; shown before all else.
    package var warnings: [String] = []
    package var sections: [Section] = []

    package init(_ kind: String, _ verdict: String, _ tone: Tone) {
        self.kind = kind
        self.verdict = verdict
        self.tone = tone
    }

    /// Adds a section, unless it would be empty.
    package mutating func add(_ title: String, note: String = "", _ part: Part) {
        switch part {
        case .counts(let counts, _, _) where counts.isEmpty: return
        case .bars(let bars, _, _) where bars.isEmpty: return
        case .details(let details) where details.isEmpty: return
        case .sentences(let sentences) where sentences.isEmpty: return
        default: sections.append(Section(title, note: note, part))
        }
    }

    /// On how many machines models run, in a sentence.
    ///
    /// - Parameters:
    ///   - models: each with its count.
    ///   - verb: as in `gemma4:e2b runs on 3,512 of 4,812 machines.`
    package static func sentence(
        _ models: [(name: String, count: Int)], of total: Int, _ verb: String, _ noun: String
    ) -> String {
        let whole = Words.grouped(total, noun)
        guard let first = models.first else { return "Nothing was judged on \(whole)." }
        if models.count == 1 {
            return "\(first.name) \(verb) \(first.count.grouped) of \(whole)."
        }
        if models.count < 4 {
            return "Of \(whole), "
                + Words.list(models.map { "\($0.name) \(verb) \($0.count.grouped)" }) + "."
        }
        let sorted = models.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        guard let most = sorted.first, let least = sorted.last else { return "" }
        return "Of \(models.count) models on \(whole), \(most.name) \(verb) most, "
            + "\(most.count.grouped), and \(least.name) \(verb) fewest, \(least.count.grouped)."
    }

    /// A run that could not judge.
    package init(_ kind: String, failure: any DiagnosticError) {
        self.init(kind, failure.problem, .failed)
        warnings = ["This could not be judged (\(failure.codeWord))."]
        add("What to do", .sentences(failure.fixes))
    }
}

extension Int {
    /// For people: `4,812`.
    package var grouped: String {
        let digits = Array("\(magnitude)")
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}

extension Words {
    /// A number for people and its noun: `4,812 machines`.
    package static func grouped(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number.grouped) " + (number == 1 ? noun : plural ?? noun + "s")
    }
}
