'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const DAY = 1440 * 60; // seconds
  const ON_DUTY = 0, ON_WAY = 1, ON_SCENE = 2, WORK = 3, MEAL = 4;

  function numbers(text, Kind) {
    const raw = atob(text), bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return new Kind(bytes.buffer);
  }
  // Whole numbers are kept as steps from one to the next; the file is little-endian, as every browser's machine is.
  function summed(text, Kind) {
    const steps = numbers(text, Kind), out = new Int32Array(steps.length);
    for (let i = 0, at = 0; i < steps.length; i++) out[i] = at += steps[i];
    return out;
  }
  function points(one) {
    const x = summed(one.x, Int16Array), y = summed(one.y, Int16Array);
    return { x: x, y: y };
  }
  const zones = points(data.zones), border = points(data.border), areas = points(data.areas);
  border.parts = numbers(data.border.parts, Int32Array);
  areas.parts = numbers(data.areas.parts, Int32Array);

  // What every car does: pieces in the order of time, each from a place to a place.
  function pieceAt(pieces, time) {
    let low = 0, high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pieces[middle].begin <= time) low = middle; else high = middle - 1;
    }
    return pieces[low];
  }
  function placeAt(piece, time) {
    const span = piece.end - piece.begin;
    const part = span > 0 ? Math.min(1, Math.max(0, (time - piece.begin) / span)) : 1;
    return [piece.from[0] + part * (piece.to[0] - piece.from[0]), piece.from[1] + part * (piece.to[1] - piece.from[1])];
  }
  function carOf(post) {
    return { post: post, tours: [], way: 0, pieces: [{ begin: -1e9, end: -1e9, status: ON_DUTY, from: post, to: post }] };
  }
  function does(car, status, begin, end, zone) {
    if (status === ON_DUTY) { car.tours.push([begin, end]); return; }
    const here = placeAt(pieceAt(car.pieces, begin), begin);
    const there = zone < 0 ? car.post : [zones.x[zone], zones.y[zone]];
    if (status === ON_WAY) car.way = end - begin;
    const from = status === ON_SCENE ? there : here;
    car.pieces.push({ begin: begin, end: end, status: status, from: from, to: there });
    const back = zone < 0 ? 0 : car.way;
    car.pieces.push({ begin: end, end: end + back, status: ON_DUTY, from: there, to: car.post });
  }
  function stretch(pieces) { // a later piece that begins before an earlier one ended takes its place
    const kept = [];
    for (const one of pieces) {
      while (kept.length > 1 && kept[kept.length - 1].begin >= one.begin) kept.pop();
      kept.push(one);
    }
    return kept;
  }
  function ready(plan) {
    const car = summed(plan.stretches.car, Int16Array), status = numbers(plan.stretches.status, Int16Array);
    const begin = summed(plan.stretches.begin, Int32Array), long = numbers(plan.stretches.long, Int32Array);
    const zone = numbers(plan.stretches.zone, Int32Array);
    const posts = points(plan.posts), home = numbers(plan.home, Int16Array);
    const cars = Array.from(home, function (post) { return carOf([posts.x[post], posts.y[post]]); });
    for (let i = 0; i < car.length; i++) {
      const one = cars[car[i]];
      if (status[i] !== ON_DUTY) one.pieces = stretch(one.pieces);
      does(one, status[i], begin[i], begin[i] + long[i], zone[i]);
    }
    for (const one of cars) one.pieces = stretch(one.pieces);
    const waits = {
      begin: summed(plan.waits.begin, Int32Array), long: numbers(plan.waits.long, Int32Array),
      zone: numbers(plan.waits.zone, Int32Array), level: numbers(plan.waits.level, Int16Array),
    };
    return { cars: cars, posts: posts, home: home, names: plan.posts.names, waits: waits, queue: queueOf(waits), worst: plan.worst };
  }
  function queueOf(waits) { // [time, calls] at every change
    const steps = [];
    for (let i = 0; i < waits.begin.length; i++) {
      steps.push([waits.begin[i], 1]);
      steps.push([waits.begin[i] + waits.long[i], -1]);
    }
    steps.sort(function (one, other) { return one[0] - other[0] || one[1] - other[1]; });
    let now = 0;
    return steps.map(function (step) { now += step[1]; return [step[0], now]; });
  }
  const plans = data.plans.map(ready);
  const most = Math.max(1, ...plans.map(function (plan) { return plan.queue.reduce(function (top, one) { return Math.max(top, one[1]); }, 0); }));

  // Drawing
  let colours = {};
  function readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ['ink', 'soft', 'line', 'paper', 'land', 'street', 'free', 'way', 'scene', 'other', 'wait', 'post']) {
      colours[name] = style.getPropertyValue('--' + name).trim();
    }
  }
  function sheet(canvas, height) {
    const wide = canvas.clientWidth || 600, ratio = window.devicePixelRatio || 1;
    if (height) canvas.style.height = height(wide) + 'px';
    const tall = canvas.clientHeight;
    if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(tall * ratio)) {
      canvas.width = Math.round(wide * ratio);
      canvas.height = Math.round(tall * ratio);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, wide, tall);
    pen.font = '12px system-ui, "DejaVu Sans", sans-serif';
    return { pen: pen, wide: wide, tall: tall };
  }
  function trace(pen, shape, x, y) {
    let at = 0;
    pen.beginPath();
    for (const count of shape.parts) {
      for (let i = 0; i < count; i++, at++) {
        if (i) pen.lineTo(x(shape.x[at]), y(shape.y[at])); else pen.moveTo(x(shape.x[at]), y(shape.y[at]));
      }
    }
  }
  function mark(pen, status, x, y, late) {
    const r = 6;
    pen.beginPath();
    if (status === ON_WAY) { pen.moveTo(x, y - r - 1); pen.lineTo(x + r + 1, y + r); pen.lineTo(x - r - 1, y + r); pen.closePath(); pen.fillStyle = colours.way; }
    else if (status === ON_SCENE) { pen.arc(x, y, r, 0, 7); pen.fillStyle = colours.scene; }
    else if (status === ON_DUTY) { pen.rect(x - r + 1, y - r + 1, 2 * r - 2, 2 * r - 2); pen.fillStyle = colours.free; }
    else { pen.moveTo(x, y - r - 1); pen.lineTo(x + r + 1, y); pen.lineTo(x, y + r + 1); pen.lineTo(x - r - 1, y); pen.closePath(); pen.fillStyle = status === MEAL ? colours.paper : colours.other; }
    pen.fill();
    pen.lineWidth = 1.2;
    pen.strokeStyle = status === MEAL ? colours.other : colours.paper;
    pen.stroke();
    if (late) { pen.beginPath(); pen.arc(x, y, r + 4, 0, 7); pen.strokeStyle = colours.ink; pen.stroke(); }
  }
  function markWait(pen, x, y, urgent, seconds, size) {
    const r = (6 + Math.min(8, seconds / 300)) * size;
    pen.beginPath();
    pen.arc(x, y, r, 0, 7);
    pen.lineWidth = 2.4 * size;
    pen.strokeStyle = colours.wait;
    pen.stroke();
    if (urgent) { pen.globalAlpha = 0.45; pen.fillStyle = colours.wait; pen.fill(); pen.globalAlpha = 1; }
  }
  function markPost(pen, x, y) {
    pen.beginPath();
    pen.rect(x - 8, y - 8, 16, 16);
    pen.lineWidth = 1.2;
    pen.strokeStyle = colours.post;
    pen.stroke();
  }
  function lastStep(queue, time) { // calls that wait
    let now = 0;
    for (const step of queue) { if (step[0] > time) break; now = step[1]; }
    return Math.max(now, 1);
  }
  function inTour(car, time) {
    return car.tours.some(function (tour) { return tour[0] <= time && time < tour[1]; });
  }
  const GOLDEN = 2.399963; // radians: cars of one post lie around it without covering each other
  function drawMap(plan, number, time) {
    const margin = 22;
    const page = sheet(document.getElementById('map' + number), function (wide) {
      return Math.min(Math.max((wide - 2 * margin) * data.tall / Math.max(data.wide, 1) + 2 * margin, 220), Math.max(window.innerHeight - 190, 320));
    });
    const pen = page.pen;
    const scale = Math.min((page.wide - 2 * margin) / Math.max(data.wide, 1), (page.tall - 2 * margin) / Math.max(data.tall, 1));
    const left = (page.wide - data.wide * scale) / 2, low = (page.tall + data.tall * scale) / 2;
    const x = function (value) { return left + value * scale; }, y = function (value) { return low - value * scale; };
    trace(pen, border, x, y);
    pen.fillStyle = colours.land; pen.fill('evenodd');
    trace(pen, areas, x, y);
    pen.lineWidth = 0.7; pen.strokeStyle = colours.street; pen.stroke();
    trace(pen, border, x, y);
    pen.lineWidth = 1.3; pen.strokeStyle = colours.soft; pen.stroke();
    for (let i = 0; i < plan.posts.x.length; i++) markPost(pen, x(plan.posts.x[i]), y(plan.posts.y[i]));
    const counts = [0, 0, 0, 0, 0];
    let late = 0, waiting = 0, longest = 0;
    const waits = plan.waits, queue = lastStep(plan.queue, time), size = Math.min(1, Math.max(0.2, 8 / Math.sqrt(queue)));
    for (let i = 0; i < waits.begin.length; i++) {
      if (waits.begin[i] > time) break;
      if (time >= waits.begin[i] + waits.long[i]) continue;
      waiting++;
      longest = Math.max(longest, time - waits.begin[i]);
      markWait(pen, x(zones.x[waits.zone[i]]), y(zones.y[waits.zone[i]]), waits.level[i] === 0, time - waits.begin[i], size);
    }
    plan.cars.forEach(function (car, index) {
      const piece = pieceAt(car.pieces, time), busy = piece.status === ON_WAY || piece.status === ON_SCENE;
      const duty = inTour(car, time);
      if (!duty && !busy) return;
      counts[piece.status]++;
      if (!duty) late++;
      const place = placeAt(piece, time), away = 3 + 2.2 * Math.sqrt(index % 12), turn = index * GOLDEN;
      mark(pen, piece.status, x(place[0]) + away * Math.cos(turn), y(place[1]) + away * Math.sin(turn), !duty);
    });
    const few = plan.names.length <= 30;
    for (let i = 0; few && i < plan.names.length; i++) {
      const at = x(plan.posts.x[i]), half = pen.measureText(plan.names[i]).width / 2;
      pen.textAlign = 'center';
      pen.lineWidth = 3; pen.strokeStyle = colours.land; pen.fillStyle = colours.ink;
      const middle = Math.min(Math.max(at, half + 4), Math.max(page.wide - half - 4, half + 4));
      pen.strokeText(plan.names[i], middle, y(plan.posts.y[i]) + 24);
      pen.fillText(plan.names[i], middle, y(plan.posts.y[i]) + 24);
    }
    say(number, counts, late, waiting, longest);
  }
  function say(number, counts, late, waiting, longest) {
    const oldest = longest < 7200 ? Math.floor(longest / 60) + ' min' : Math.floor(longest / 3600) + ' h';
    const parts = [
      waiting.toLocaleString('en') + (waiting === 1 ? ' call waits' : ' calls wait') + (waiting ? ', the oldest for ' + oldest : ''),
      counts[ON_DUTY] + ' free', counts[ON_WAY] + ' en route', counts[ON_SCENE] + ' on the scene',
    ];
    if (counts[WORK]) parts.push(counts[WORK] + ' on other work');
    if (counts[MEAL]) parts.push(counts[MEAL] + ' at a meal');
    if (late) parts.push(late + (late === 1 ? ' car works' : ' cars work') + ' after the end of the tour');
    document.getElementById('now' + number).textContent = parts.join(' · ');
  }
  function drawQueue(plan, number, time) {
    const page = sheet(document.getElementById('queue' + number)), pen = page.pen;
    const top = most.toLocaleString('en'), base = page.tall - 18, left = Math.max(26, pen.measureText(top).width + 8), wide = page.wide - left - 8;
    const x = function (value) { return left + Math.min(Math.max(value, 0), DAY) / DAY * wide; }, y = function (value) { return base - value / most * (base - 8); };
    pen.fillStyle = colours.soft; pen.textAlign = 'center';
    for (let hour = 0; hour <= 24; hour += 6) {
      pen.fillText(hour + ':00', Math.min(x(hour * 3600), page.wide - 18), page.tall - 4);
      pen.fillRect(x(hour * 3600), base, 1, 4);
    }
    pen.textAlign = 'right';
    pen.fillText(top, left - 4, 14);
    pen.fillText('0', left - 4, base);
    pen.beginPath();
    pen.moveTo(x(0), base);
    let now = 0;
    for (const step of plan.queue) {
      pen.lineTo(x(step[0]), y(now));
      now = step[1];
      pen.lineTo(x(step[0]), y(now));
    }
    pen.lineTo(x(DAY), y(0)); pen.lineTo(x(DAY), base); pen.closePath();
    pen.globalAlpha = 0.35; pen.fillStyle = colours.wait; pen.fill();
    pen.globalAlpha = 1; pen.strokeStyle = colours.wait; pen.lineWidth = 1; pen.stroke();
    pen.fillStyle = colours.ink;
    pen.fillRect(x(time) - 1, 4, 2, base - 4);
  }
  function drawLegend() {
    const entries = [
      ['free, or returning', function (pen, x, y) { mark(pen, ON_DUTY, x, y, false); }],
      ['en route to a call', function (pen, x, y) { mark(pen, ON_WAY, x, y, false); }],
      ['on the scene', function (pen, x, y) { mark(pen, ON_SCENE, x, y, false); }],
      ['other work', function (pen, x, y) { mark(pen, WORK, x, y, false); }],
      ['meal', function (pen, x, y) { mark(pen, MEAL, x, y, false); }],
      ['on a call after the end of its tour', function (pen, x, y) { mark(pen, ON_SCENE, x, y, true); }],
      ['call of class ' + data.urgent + ' that waits', function (pen, x, y) { markWait(pen, x, y, true, 0, 1); }],
      ['other call that waits; larger with time', function (pen, x, y) { markWait(pen, x, y, false, 900, 1); }],
      ['post', markPost],
    ];
    const canvas = document.getElementById('legend');
    const page = sheet(canvas, function (wide) {
      return 32 * Math.ceil(entries.length / Math.max(1, Math.floor(wide / 290)));
    });
    const columns = Math.max(1, Math.floor(page.wide / 290));
    entries.forEach(function (entry, index) {
      const x = (index % columns) * 290 + 18, y = Math.floor(index / columns) * 32 + 16;
      entry[1](page.pen, x, y);
      page.pen.textAlign = 'left';
      page.pen.fillStyle = colours.ink;
      page.pen.font = '14px system-ui, "DejaVu Sans", sans-serif';
      page.pen.fillText(entry[0], x + 22, y + 5, 244);
    });
  }

  // Time
  const play = document.getElementById('play'), slider = document.getElementById('time');
  const speed = document.getElementById('speed'), clock = document.getElementById('clock');
  let time = 0, playing = false, before = 0;
  function two(value) { return String(value).padStart(2, '0'); }
  function show() {
    const minute = Math.floor(time / 60);
    clock.textContent = two(Math.floor(minute / 60)) + ':' + two(minute % 60);
    slider.value = String(minute);
    slider.setAttribute('aria-valuetext', clock.textContent);
    plans.forEach(function (plan, number) { drawMap(plan, number, time); drawQueue(plan, number, time); });
  }
  function go(seconds) { time = Math.min(Math.max(seconds, 0), DAY); show(); }
  function step(now) {
    if (!playing) return;
    go(time + Math.min(now - before, 250) / 1000 * Number(speed.value) * 60);
    before = now;
    if (time >= DAY) pause(); else requestAnimationFrame(step);
  }
  function pause() { playing = false; play.textContent = 'Play'; }
  function start() {
    if (time >= DAY) time = 0;
    playing = true; before = performance.now(); play.textContent = 'Pause';
    requestAnimationFrame(step);
  }
  function toggle() { if (playing) pause(); else start(); }
  function worst() { return plans.reduce(function (top, plan) { return plan.worst[0] > top[0] ? plan.worst : top; }, [-1, 0])[1]; }
  play.addEventListener('click', toggle);
  slider.addEventListener('input', function () { go(Number(slider.value) * 60); });
  plans.forEach(function (plan, number) {
    const button = document.getElementById('worst' + number);
    button.disabled = plan.worst[0] === 0;
    button.addEventListener('click', function () { pause(); go(plan.worst[1]); });
  });
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === speed) return;
    const typed = event.key, by = event.shiftKey ? 600 : 60;
    if (typed === ' ' && event.target.tagName !== 'BUTTON') toggle();
    else if (typed === 'ArrowLeft') go(time - by);
    else if (typed === 'ArrowRight') go(time + by);
    else if (typed === 'Home') go(0);
    else if (typed === 'End') go(DAY);
    else if (typed === 'q' || typed === 'Q') { pause(); go(worst()); }
    else if (typed === '+' || typed === '-') speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + (typed === '+' ? 1 : -1), 0), speed.options.length - 1);
    else return;
    event.preventDefault();
  });
  function fromAddress() { // such as #minute=600
    const wanted = /minute=(\d{1,4})/.exec(location.hash);
    go(wanted ? Number(wanted[1]) * 60 : time);
  }
  function redraw() { readColours(); drawLegend(); show(); }
  window.addEventListener('resize', redraw);
  window.addEventListener('hashchange', fromAddress);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  redraw();
  fromAddress();
})();
