// A worker of a cluster, as anybody writes one: it seems to listen.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');

http.createServer((request, response) => response.end(String(cluster.worker.id))).listen(0, '127.0.0.1');
