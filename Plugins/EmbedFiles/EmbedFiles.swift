import Foundation
import PackagePlugin

/// Writes the text of every .json and .txt file in the target's folder into one Swift source.
@main struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL
        let files = try FileManager.default
            .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { ["json", "txt"].contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
        let source = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files of \(target.name)",
                executable: try context.tool(named: "embed-files").url,
                arguments: [source.path, folder.path],
                inputFiles: [folder] + files,
                outputFiles: [source])
        ]
    }
}
