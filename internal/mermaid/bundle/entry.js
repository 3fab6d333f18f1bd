// What package mermaid calls.
export { renderMermaidSVG } from 'beautiful-mermaid'
