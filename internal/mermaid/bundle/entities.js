// Takes the place of npm's entities: package mermaid decodes references.
export const decodeXML = text => text
