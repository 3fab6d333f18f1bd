// Takes the place of elkjs/lib/elk.bundled.js, for two options that
// beautiful-mermaid does not set: cycles are broken as seen from where they
// are entered, so that what comes first is drawn first, and edges have their
// coordinates in the node that lists them, which is where it looks for them.
import ELK from './node_modules/elkjs/lib/elk.bundled.js'

export default class extends ELK {
	constructor() {
		super()
		const dispatcher = this.worker.worker.dispatcher
		const dispatch = dispatcher.saveDispatch
		dispatcher.saveDispatch = message => {
			if (message.data.cmd === 'layout') {
				message.data.layoutOptions = {
					'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
					'elk.json.edgeCoords': 'PARENT',
				}
			}
			dispatch(message)
		}
	}
}
