import MNCore

extension ReportGrid {
    /// The digits of cells in the data: none has a meaning in JSON or HTML.
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The table for the script: each text once, and each cell by its number.
    ///
    /// - Parameter shown: what of a text may be told.
    func data(_ shown: @escaping (String) -> String) -> JSON {
        var pool = TextPool(shown: shown)
        func numbers(_ texts: [String]) -> [Int] { texts.map { pool.number($0) } }
        let cells = JSON.array(
            self.cells.map { column in
                .array(
                    column.map { cell in
                        let texts =
                            [cell.word, cell.note, cell.states]
                            + cell.details.flatMap { [$0.label, $0.text] }
                        return .array(
                            [.integer(cell.tone.rawValue), .integer(cell.isCounted ? 1 : 0)]
                                + texts.map { .integer(pool.number($0)) })
                    })
            })
        let width = width
        let codes = rows.map { Self.code($0.cells, width) }
        let patterns = codes.uniqued()
        let places = Dictionary(uniqueKeysWithValues: zip(patterns, patterns.indices))
        let rowMembers: JSONObject = [
            "ids": .strings(rows.map { Sanitized.line(shown($0.id)) }),
            "groups": Self.runs(numbers(rows.map(\.group))),
            "vendors": Self.runs(numbers(rows.map(\.vendors))),
            "counts": Self.runs(rows.map(\.count)),
            "facts": .array(
                labels.indices.map { label in Self.runs(numbers(rows.map { $0.facts[label] })) }),
            "patterns": .strings(patterns),
            "codes": Self.runs(codes.map { places[$0] ?? 0 }),
        ]
        let columns = Self.runs(numbers(columns))
        let labels = Self.runs(numbers(labels))
        return .object([
            "unit": .strings([unit.one, unit.many]),
            "counted": counted.map { .strings([$0.one, $0.many]) } ?? .null,
            "joined": .bool(isJoined), "columns": columns, "labels": labels,
            "width": .integer(width), "cells": cells, "rows": .object(rowMembers),
            "strings": .strings(pool.texts),
        ])
    }

    /// How many digits name a cell.
    private var width: Int {
        let most = cells.map(\.count).max() ?? 0
        return most < 64 ? 1 : most < 64 * 64 ? 2 : 3
    }

    /// Numbers in which what is repeated is told by how often, below zero: `[7, -2, 8]` is 7, 7, 7, 8.
    private static func runs(_ numbers: [Int]) -> JSON {
        var elements: [JSON] = []
        var last: Int?
        var repeated = 0
        func end() {
            if repeated > 0 { elements.append(.integer(-repeated)) }
            repeated = 0
        }
        for number in numbers {
            if number == last {
                repeated += 1
                continue
            }
            end()
            elements.append(.integer(number))
            last = number
        }
        end()
        return .array(elements)
    }

    private static func code(_ cells: [Int], _ width: Int) -> String {
        var bytes: [UInt8] = []
        for cell in cells {
            for place in (0..<width).reversed() { bytes.append(digits[cell >> (6 * place) & 63]) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Texts by number, each once.
private struct TextPool {
    let shown: (String) -> String
    private(set) var texts: [String] = []
    private var numbers: [String: Int] = [:]

    init(shown: @escaping (String) -> String) { self.shown = shown }

    mutating func number(_ text: String) -> Int {
        if let known = numbers[text] { return known }
        texts.append(Sanitized.line(shown(text)))
        numbers[text] = texts.count - 1
        return texts.count - 1
    }
}
