// What the cache of a part of the program is called.
const { createHash } = require('node:crypto');

exports.hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
